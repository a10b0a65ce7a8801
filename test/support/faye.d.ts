declare module 'faye' {
  import type { Server } from 'node:http'

  /** A Bayeux message as an extension sees it. */
  export interface FayeMessage {
    channel: string
    clientId?: string
    connectionType?: string
    subscription?: string
    data?: unknown
    error?: string
    successful?: boolean
    ext?: Record<string, unknown>
  }

  export interface Extension {
    incoming?(message: FayeMessage, callback: (message: FayeMessage | null) => void): void
    outgoing?(message: FayeMessage, callback: (message: FayeMessage | null) => void): void
  }

  export class NodeAdapter {
    constructor(options: { mount: string; timeout?: number })
    attach(server: Server): void
    addExtension(extension: Extension): void
    getClient(): Client
    close(): void
  }

  export interface FayeSubscription extends PromiseLike<void> {
    cancel(): void
  }

  export class Client {
    constructor(url: string, options?: { timeout?: number; retry?: number; scheduler?: typeof Scheduler })
    disable(feature: string): void
    addExtension(extension: Extension): void
    subscribe(channel: string | string[], listener: (data: unknown) => void): FayeSubscription
    publish(channel: string, data: unknown, options?: { deadline?: number; attempts?: number }): PromiseLike<void>
    disconnect(): PromiseLike<void> | undefined
    on(event: 'transport:down' | 'transport:up', listener: () => void): void
  }

  /** Says when a message is sent again. */
  export class Scheduler {
    message: FayeMessage
    /** Seconds after which it is, if nothing has answered it. */
    getTimeout(): number
  }

  const faye: { NodeAdapter: typeof NodeAdapter; Client: typeof Client; Scheduler: typeof Scheduler }
  export default faye
}
