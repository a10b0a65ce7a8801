/** What the examples of the documentation use and do not make themselves: of the application, or of an example before. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Client, Subscription } from 'encke'
import type { EnckeServer, Log } from 'encke/server'
import type { Network } from 'encke/testing'

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown

declare global {
  const client: Client
  const encke: EnckeServer
  const log: Log
  const http: Server
  /** Of Express. */
  const app: { use(handler: Handler): unknown; listen(port: number): Server }
  /** Of a framework. */
  function listener(request: IncomingMessage, response: ServerResponse): unknown
  const signal: AbortSignal
  const network: Network
  /** A page. */
  function openChat(): {
    online: boolean
    lines: string[]
    openRoom(channel: string): Subscription
    say(text: string): void
    close(): void
  }
  function show(channel: string, data: unknown): void
  function userOf(cookie: string | undefined, token?: unknown): Promise<string | undefined>
  const rights: { revoke(user: string, channel: string): Promise<void> }
  function freshToken(): Promise<string | undefined>
  function verify(token: unknown): Promise<{ user: string; expires: number } | undefined>
  function showLogin(): void
  /** Of the user whose page it is. */
  const me: string
  function answerOf(user: string, question: string): Promise<unknown>
  function showPeople(people: unknown): void
  function roomsOf(user: string): Promise<readonly string[]>
  function showBanner(shown: boolean, breaks: number): void
  function problemWith(name: string, item: unknown): string | undefined
  function showProblem(problem: string): void
  function loadItems(): Promise<{ items: unknown; position: string }>
}
