import { expect, test } from 'vitest'
import { connect, type TransportName } from '../../src/index'
import { createRedisLog } from '../../src/server/redis'
import { closeLater, serve } from '../support/close-later'
import { type DaemonOptions, startDaemon } from '../support/daemon'
import { likeBrowser } from '../support/like-browser'
import { numbers } from '../support/numbers'
import { have } from '../support/programs'
import { recipe } from '../support/recipe'
import { haveRedis, startRedis } from '../support/redis'
import { until } from '../support/until'

const inNode = ['websocket', 'fetch-streaming', 'long-polling'] as const satisfies readonly TransportName[]
const programs = { nginx: 'nginx-light', haproxy: 'haproxy', caddy: 'caddy' }
const there = have(programs) && haveRedis()

/** What docs/proxies.md says of several nodes, with these ports. */
function nodes(language: keyof typeof programs, [one, two]: [number, number]): string {
  const blanks: [RegExp, string][] = [
    [/10\.0\.0\.1:8080/, `127.0.0.1:${one}`],
    [/10\.0\.0\.2:8080/, `127.0.0.1:${two}`],
  ]
  return recipe(language, blanks, '### Several nodes')
}

/** Each by its recipe for one server, in which that for several takes the place of the server. */
const balancers: Record<keyof typeof programs, (ports: [number, number]) => Omit<DaemonOptions, 'program'>> = {
  nginx: (ports) => ({
    args: (dir) => ['-p', dir, '-e', 'stderr', '-c', 'nginx.conf'],
    files: (_, port) => {
      const kept = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${one};`)
      const server = recipe('nginx', [
        [/ssl_certificate .*/, ''],
        [/ssl_certificate_key .*/, ''],
        [/listen .*/, `listen 127.0.0.1:${port};`],
        [/http:\/\/127\.0\.0\.1:8080/, 'http://encke'],
      ])
      const http = `access_log off; ${kept.join(' ')} ${nodes('nginx', ports)} ${server}`
      return { 'nginx.conf': `daemon off; pid pid; error_log stderr; events {} http { ${http} }` }
    },
  }),
  haproxy: (ports) => ({
    args: () => ['-db', '-f', 'haproxy.cfg'],
    files: (_, port) => {
      const defaults = 'defaults\n mode http\n timeout connect 5s\n timeout client 50s\n timeout server 50s\n'
      const ours = recipe('haproxy', [
        [/bind .*/, `bind 127.0.0.1:${port}`],
        [/server one .*/, nodes('haproxy', ports)],
      ])
      return { 'haproxy.cfg': defaults + ours }
    },
  }),
  caddy: (ports) => ({
    args: () => ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'],
    files: (_, port) => {
      const ours = recipe('caddy', [
        [/push\.example\.com {/, `http://127.0.0.1:${port} {`],
        [/reverse_proxy .*/, nodes('caddy', ports)],
      ])
      return { Caddyfile: `{\n admin off\n auto_https off\n}\n${ours}` }
    },
  }),
}

test.runIf(there).each(Object.keys(balancers) as (keyof typeof programs)[])(
  'behind %s, by the recipe for several nodes, pages go on with the node that is left',
  async (program) => {
    const redis = closeLater(await startRedis())
    const start = async () => {
      const log = closeLater(await createRedisLog({ connection: { url: redis.url } }))
      return serve({ log }, ({ url }, response) => response.writeHead(url === '/ready' ? 204 : 404).end())
    }
    const [one, two] = [await start(), await start()]
    const { port } = closeLater(await startDaemon({ program, ...balancers[program]([one.port, two.port]) }))

    let longest = 0
    const pages = numbers(18).map((index) => {
      const transports = [inNode[index % inNode.length] as TransportName]
      const client = closeLater(connect(`http://127.0.0.1:${port}/encke`, { transports, environment: likeBrowser() }))
      const heard: unknown[] = []
      client.subscribe('/n', ({ data }) => heard.push(data))
      let since = 0
      client.on('state', (state) => {
        if (state === 'offline') since = performance.now()
        else if (since) longest = Math.max(longest, performance.now() - since)
      })
      return { client, heard }
    })
    await until(() => pages.every(({ client }) => client.state === 'online'), 'all are online')
    for (const node of [one, two]) expect(node.requests).toBeGreaterThan(0)
    await two.encke.publish('/n', 'before')
    await until(() => pages.every(({ heard }) => heard.length === 1), 'all hear both nodes')

    await one.close()
    await two.encke.publish('/n', 'after')
    await until(() => pages.every(({ heard }) => heard.length === 2), 'all hear the node that is left')
    console.log(`${program}: offline for ${Math.round(longest)} ms at most`)
    expect(pages.map(({ heard }) => heard)).toEqual(pages.map(() => ['before', 'after']))
    expect(longest).toBeLessThan(2000)
  },
)
