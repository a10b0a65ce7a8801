import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, guard } from './redis'
import { until } from './until'

export interface TestNginx {
  /** `http://127.0.0.1:port`, or https. */
  origin: string
  close(): Promise<void>
}

export interface NginxOptions {
  /** The port of the server behind it. */
  upstream: number
  /** TLS, and HTTP/2 for whoever asks for it. */
  tls: boolean
  /** By the recipe of docs/networks.md; else as nginx does it when it is told nothing. */
  tuned?: boolean
  /** What it is told beside that. */
  directives?: string
}

/** Where it is kept is on the path of no user. */
const program = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find(
  (path) => existsSync(path),
)

/** Root starts what follows as nobody. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined

/** Whether there is an nginx, and an openssl to make its certificate. Says so when one is missing. */
export function haveNginx(): boolean {
  const missing = program ? spawnSync('openssl', ['version']).status !== 0 && 'openssl' : 'nginx'
  if (missing) console.log(`${missing} is missing: what needs it is skipped. Install it to have it tested.`)
  return !missing
}

/** How HTTP/2 is switched on depends on the version. */
function listening(port: number, tls: boolean, certificate: string): string {
  const listen = `listen 127.0.0.1:${port}`
  if (!tls) return `${listen};`
  const said = spawnSync(program as string, ['-v']).stderr.toString()
  const [major = 0, minor = 0] = (/nginx\/(\d+)\.(\d+)/.exec(said) ?? []).slice(1).map(Number)
  return `${major > 1 || minor >= 25 ? `${listen} ssl; http2 on;` : `${listen} ssl http2;`} ${certificate}`
}

/** The file that docs/networks.md tells the reader to write, with what the reader knows better filled in. */
function recipe(blanks: [RegExp, string][]): string {
  const [, text] = /```nginx\n(.*?)```/s.exec(readFileSync('docs/networks.md', 'utf8')) ?? []
  if (!text) throw new Error('docs/networks.md has no recipe for nginx')
  return blanks.reduce((filled, [blank, value]) => {
    if (!blank.test(filled)) throw new Error(`the recipe has no ${blank}`)
    return filled.replace(blank, value)
  }, text)
}

/** A real nginx on a free port of loopback. */
export async function startNginx({ upstream, tls, tuned, directives = '' }: NginxOptions): Promise<TestNginx> {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'encke-nginx-'))
  if (nobody) await chown(dir, nobody.uid, nobody.gid)
  const file = (name: string) => join(dir, name)
  const [config, log, pem] = [file('nginx.conf'), file('log'), file('pem')]
  const listen = listening(port, tls, `ssl_certificate ${pem}; ssl_certificate_key ${pem};`)
  const page = `location / { proxy_pass http://127.0.0.1:${upstream}; }`
  const server = tuned
    ? recipe([
        [/ssl_certificate .*/, ''],
        [/ssl_certificate_key .*/, ''],
        [/listen .*/, `${listen} ${page}`],
        [/127\.0\.0\.1:8080/, `127.0.0.1:${upstream}`],
      ])
    : `server { ${listen} ${page} }`
  const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${file(one)};`)
  await writeFile(
    config,
    `daemon off; worker_processes 1; pid ${file('pid')}; error_log ${log};
    events { worker_connections 256; }
    http { access_log off; gzip on; ${directives} ${kept.join(' ')} ${server} }`,
  )
  if (tls) makeCertificate(pem)

  const child = spawn(program as string, ['-p', dir, '-e', log, '-c', config], { ...nobody, stdio: 'ignore' })
  guard(child, dir)
  await until(() => child.exitCode !== null || listens(port), 'nginx answers')
  if (child.exitCode !== null) throw new Error(`nginx ended: ${existsSync(log) ? readFileSync(log) : child.exitCode}`)
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** For two days, and known to nobody; key and all in one file. */
function makeCertificate(file: string) {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const certificate = execFileSync('openssl', ['req', '-x509', ...key, ...subject], { ...nobody, stdio: 'pipe' })
  appendFileSync(file, certificate)
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true)
      socket.destroy()
    })
    socket.on('error', () => resolve(false))
  })
}
