import { spawnSync } from 'node:child_process'
import { certificate } from './certificate'
import { type Daemon, startDaemon } from './daemon'
import { find, have } from './programs'
import { recipe } from './recipe'

export interface NginxOptions {
  /** The port of the server behind it. */
  upstream: number
  /** TLS, and HTTP/2 for whoever asks for it. */
  tls: boolean
  /** By the recipe of docs/proxies.md; else as nginx does it when it is told nothing. */
  tuned?: boolean
  /** What it is told beside that. */
  directives?: string
}

/** Whether there is an nginx, and an openssl to make its certificate. */
export const haveNginx = () => have({ nginx: 'nginx-light', openssl: 'openssl' })

/** How HTTP/2 is switched on depends on the version. */
function listening(port: number, tls: boolean): string {
  const listen = `listen 127.0.0.1:${port}`
  if (!tls) return `${listen};`
  const said = spawnSync(find('nginx') as string, ['-v']).stderr.toString()
  const [major = 0, minor = 0] = (/nginx\/(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number)
  const certificate = 'ssl_certificate pem; ssl_certificate_key pem;'
  return `${major > 1 || minor >= 25 ? `${listen} ssl; http2 on;` : `${listen} ssl http2;`} ${certificate}`
}

/** A real nginx on a free port of loopback: `http://127.0.0.1:port`, or https. */
export async function startNginx(options: NginxOptions): Promise<Daemon & { origin: string }> {
  const { upstream, tls, tuned, directives = '' } = options
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${one};`)

  function files(port: number): Record<string, string> {
    const listen = listening(port, tls)
    const page = `location / { proxy_pass http://127.0.0.1:${upstream}; }`
    const server = tuned
      ? recipe('nginx', [
          [/ssl_certificate .*/, ''],
          [/ssl_certificate_key .*/, ''],
          [/listen .*/, `${listen} ${page}`],
          [/127\.0\.0\.1:8080/, `127.0.0.1:${upstream}`],
        ])
      : `server { ${listen} ${page} }`
    const config = `daemon off; worker_processes 1; pid pid; error_log stderr;
      events { worker_connections 256; }
      http { access_log off; gzip on; ${directives} ${kept.join(' ')} ${server} }`
    return { 'nginx.conf': config, ...(tls && { pem: certificate() }) }
  }

  const nginx = await startDaemon({
    program: 'nginx',
    args: (dir) => ['-p', dir, '-e', 'stderr', '-c', 'nginx.conf'],
    files: (_, port) => files(port),
  })
  return { ...nginx, origin: `${tls ? 'https' : 'http'}://127.0.0.1:${nginx.port}` }
}
