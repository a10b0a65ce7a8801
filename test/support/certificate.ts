import { execFileSync } from 'node:child_process'

/** For two days, and known to nobody: key and all. */
export function certificate(): string {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '-']
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  return execFileSync('openssl', ['req', '-x509', ...key, ...subject], { stdio: 'pipe', encoding: 'utf8' })
}
