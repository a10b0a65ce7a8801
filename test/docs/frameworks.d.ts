/** As much of them as the examples of the documentation use. */

declare module 'react' {
  export function useEffect(effect: () => (() => void) | undefined, inputs: readonly unknown[]): void
  export function useState<Value>(first: Value): [value: Value, set: (next: Value | ((before: Value) => Value)) => void]
  export function useState<Value>(): [
    value: Value | undefined,
    set: (next: Value | undefined | ((before: Value | undefined) => Value | undefined)) => void,
  ]
  export function useSyncExternalStore<Value>(
    subscribe: (changed: () => void) => () => void,
    value: () => Value,
    onServer: () => Value,
  ): Value
}

declare module 'vue' {
  export function onMounted(run: () => void): void
  export function onUnmounted(run: () => void): void
  export function shallowRef<Value>(first: Value): { value: Value }
}

/** Svelte's, where a file is called `.svelte.ts`. */
declare const $state: { raw<Value>(first: Value): Value }
declare function $effect(run: () => (() => void) | undefined): void

declare module 'solid-js' {
  type Setter<Value> = (change: (before: Value) => Value) => Value
  export function createSignal<Value>(first: Value): [value: () => Value, set: Setter<Value>]
  export function onCleanup(run: () => void): void
  export function onMount(run: () => void): void
}

declare module '@angular/core' {
  type Signal<Value> = () => Value
  interface WritableSignal<Value> extends Signal<Value> {
    set(value: Value): void
    update(change: (before: Value) => Value): void
    asReadonly(): Signal<Value>
  }
  export class DestroyRef {
    onDestroy(run: () => void): () => void
  }
  export class NgZone {
    runOutsideAngular<Result>(run: () => Result): Result
  }
  export function Injectable(options: {
    providedIn: 'root'
  }): (service: unknown, context: ClassDecoratorContext) => void
  export function afterNextRender(run: () => void): unknown
  export function inject<Service>(token: new () => Service): Service
  export function signal<Value>(first: Value): WritableSignal<Value>
}

declare module 'next' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  export default function next(options: { dev: boolean }): {
    prepare(): Promise<void>
    getRequestHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
}
