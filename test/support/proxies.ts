import { certificate } from './certificate'
import type { DaemonOptions } from './daemon'
import { recipe } from './recipe'

export interface Proxy {
  program: string
  /** Of Debian; undefined where it is large: it is tested where it is there. */
  package?: string
  /** A file that it has only in some builds. */
  needs?: string
  /** Before a server: it can speak TLS, and HTTP/2 over it. Before a page: it reads what goes through TLS. */
  secure?: boolean
  setup(upstream: number, setting: Setting): Omit<DaemonOptions, 'program'>
}

/** How one before a server is started. */
export interface Setting {
  /** By the recipe of docs/proxies.md; else as it comes. */
  tuned: boolean
  tls: boolean
}

const upstreamOf = (upstream: number): [RegExp, string] => [/127\.0\.0\.1:8080/, `127.0.0.1:${upstream}`]

/** What a user has before the server. */
export const reverseProxies: Record<string, Proxy> = {
  HAProxy: {
    program: 'haproxy',
    package: 'haproxy',
    secure: true,
    setup: (upstream, { tuned, tls }) => ({
      args: () => ['-db', '-f', 'haproxy.cfg'],
      files: (_, port) => {
        const defaults = 'defaults\n mode http\n timeout connect 5s\n timeout client 50s\n timeout server 50s\n'
        const plain = `frontend f\n bind 127.0.0.1:${port}\n default_backend b\nbackend b\n server s 127.0.0.1:${upstream}\n`
        const address: [RegExp, string] = tls
          ? [/bind :443 ssl crt \S+/, `bind 127.0.0.1:${port} ssl crt pem`]
          : [/bind .*/, `bind 127.0.0.1:${port}`]
        const ours = () => recipe('haproxy', [address, upstreamOf(upstream)])
        return { 'haproxy.cfg': defaults + (tuned ? ours() : plain), ...(tls && { pem: certificate() }) }
      },
    }),
  },
  'Apache httpd': {
    program: 'apache2',
    package: 'apache2-bin',
    secure: true,
    setup: (upstream, { tuned, tls }) => ({
      args: (dir) => ['-X', '-d', dir, '-f', 'httpd.conf'],
      files: (_, port) => {
        const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'filter', 'deflate', 'ssl', 'http2']
        const loaded = modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
        const page = `ProxyPass / http://127.0.0.1:${upstream}/`
        const types = ['text/html', 'application/json', 'text/javascript', 'text/event-stream'].join(' ')
        const said = [`Listen 127.0.0.1:${port}`, 'ServerName localhost', 'PidFile pid', 'ErrorLog log', ...loaded]
        if (tls) said.push('SSLEngine on', 'SSLCertificateFile pem', 'Protocols h2 http/1.1')
        const ours = tuned ? recipe('apache', [upstreamOf(upstream)]) : ''
        const config = [...said, `AddOutputFilterByType DEFLATE ${types}`, ours, page, ''].join('\n')
        return { 'httpd.conf': config, ...(tls && { pem: certificate() }) }
      },
    }),
  },
  Caddy: {
    program: 'caddy',
    package: 'caddy',
    secure: true,
    setup: (upstream, { tuned, tls }) => ({
      args: () => ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
      files: (_, port) => {
        const site = tls ? `https://127.0.0.1:${port} {\n tls pem pem` : `http://127.0.0.1:${port} {`
        const plain = `${site}\n reverse_proxy 127.0.0.1:${upstream}\n}\n`
        const ours = () => recipe('caddy', [[/push\.example\.com {/, site], upstreamOf(upstream)])
        // Nobody names an address in the handshake of TLS.
        const config = `{\n admin off\n auto_https off\n default_sni 127.0.0.1\n}\n${tuned ? ours() : plain}`
        return { Caddyfile: config, ...(tls && { pem: certificate() }) }
      },
    }),
  },
  lighttpd: {
    program: 'lighttpd',
    package: 'lighttpd',
    setup: (upstream, { tuned }) => ({
      args: () => ['-D', '-f', 'lighttpd.conf'],
      files: (dir, port) => {
        const root = `server.document-root="${dir}"\nserver.port=${port}\nserver.bind="127.0.0.1"\n`
        const page = `proxy.server=(""=>(("host"=>"127.0.0.1","port"=>${upstream})))\n`
        const ours = () => recipe('lighttpd', [[/"port" => 8080/, `"port" => ${upstream}`]])
        return { 'lighttpd.conf': root + (tuned ? ours() : 'server.modules=("mod_proxy")\n') + page }
      },
    }),
  },
  Varnish: {
    program: 'varnishd',
    setup: (upstream, { tuned }) => ({
      args: (dir, port) => [
        ...['-F', '-j', 'none', '-n', `${dir}/n`, '-T', 'none', '-s', 'malloc,16m', '-a', `127.0.0.1:${port}`],
        ...(tuned ? ['-f', `${dir}/push.vcl`] : ['-b', `127.0.0.1:${upstream}`]),
      ],
      ...(tuned && { files: () => ({ 'push.vcl': recipe('vcl', [[/\.port = "8080"/, `.port = "${upstream}"`]]) }) }),
    }),
  },
}

const squid = (dir: string, listen: string[], more: string[] = []) => ({
  'squid.conf': [
    ...listen,
    ...more,
    'http_access allow localhost',
    'http_access deny all',
    `pid_filename ${dir}/pid`,
    `cache_log ${dir}/log`,
    `coredump_dir ${dir}`,
    'access_log none',
    'cache deny all',
    'pinger_enable off',
    'shutdown_lifetime 0 seconds',
    '',
  ].join('\n'),
})

/** Under its name it has shared memory. */
const squidArgs = (dir: string, port: number) => ['-N', '-n', `encke${port}`, '-f', `${dir}/squid.conf`]

/** Makes a certificate for each server, of the authority of a network, which is the one of these tests here. */
const forger = '/usr/lib/squid/security_file_certgen'

/** What a network has before its users, as it comes. */
export const forwardProxies: Record<string, Proxy> = {
  Squid: {
    program: 'squid',
    package: 'squid-openssl',
    setup: () => ({
      args: squidArgs,
      files: (dir, port) =>
        squid(
          dir,
          [`http_port 127.0.0.1:${port}`],
          ['acl SSL_ports port 443', 'acl CONNECT method CONNECT', 'http_access deny CONNECT !SSL_ports'],
        ),
    }),
  },
  'Squid that reads TLS': {
    program: 'squid',
    secure: true,
    needs: forger,
    setup: () => ({
      args: squidArgs,
      files: (dir, port) => ({
        pem: certificate(),
        forge: `[ -d ${dir}/db ] || ${forger} -c -s ${dir}/db -M 4MB >&2; exec ${forger} -s ${dir}/db -M 4MB`,
        ...squid(
          dir,
          [`http_port 127.0.0.1:${port} ssl-bump cert=${dir}/pem generate-host-certificates=on`],
          [
            `sslcrtd_program /bin/sh ${dir}/forge`,
            'sslcrtd_children 1',
            'ssl_bump bump all',
            'sslproxy_cert_error allow all',
            'tls_outgoing_options flags=DONT_VERIFY_PEER',
          ],
        ),
      }),
    }),
  },
  Tinyproxy: {
    program: 'tinyproxy',
    package: 'tinyproxy-bin',
    setup: () => ({
      args: () => ['-d', '-c', 'tinyproxy.conf'],
      files: (_, port) => ({ 'tinyproxy.conf': `Port ${port}\nListen 127.0.0.1\nAllow 127.0.0.1\nConnectPort 443\n` }),
    }),
  },
  Privoxy: {
    program: 'privoxy',
    package: 'privoxy',
    setup: () => ({
      args: () => ['--no-daemon', 'config'],
      files: (dir, port) => ({
        config: [
          'confdir /etc/privoxy',
          `logdir ${dir}`,
          'actionsfile match-all.action',
          'actionsfile default.action',
          'filterfile default.filter',
          `listen-address 127.0.0.1:${port}`,
          '',
        ].join('\n'),
      }),
    }),
  },
  mitmproxy: {
    program: 'mitmdump',
    setup: () => ({
      args: (dir, port) => ['-q', '--set', `confdir=${dir}`, '--listen-host', '127.0.0.1', '-p', String(port)],
    }),
  },
}
