import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'

let made: string | undefined

/** A certificate of 127.0.0.1 for two days, and its key; the same for all of a file. Needs `openssl`. */
export function certificate(): string {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '-']
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  made ??= execFileSync('openssl', ['req', '-x509', ...key, ...subject], { stdio: 'pipe', encoding: 'utf8' })
  return made
}

/** What Chromium is told to trust it by. */
export function fingerprint(): string {
  const { publicKey } = new X509Certificate(certificate())
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}
