/** What Internet Explorer lacks of the DOM, as far as the client uses it. A worker has none. */
const { prototype } = globalThis.Element ?? { prototype: {} as Element }
prototype.append ??= function (this: Element, ...nodes) {
  for (const node of nodes) this.appendChild(node as Node)
}
prototype.remove ??= function (this: Element) {
  this.parentNode?.removeChild(this)
}
