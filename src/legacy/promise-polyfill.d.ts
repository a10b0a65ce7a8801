declare module 'promise-polyfill' {
  const Polyfill: PromiseConstructor
  export default Polyfill
}
