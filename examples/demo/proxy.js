const none = 'none'

/** The switch of the bad proxy. The fault is the server's, so what one tab switches is shown by all. */
export function createProxySwitch({ fieldset, select, note }, { announce }) {
  let current = none

  function show(fault) {
    select.value = fault
    if (fault === current) return
    current = fault
    announce(fault === none ? 'does everything right again' : fault, fault !== none)
  }

  function offer(faults) {
    if (select.length === faults.length) return
    select.replaceChildren(
      ...faults.map((fault) => new Option(fault === none ? 'none: it is a good proxy' : fault, fault)),
    )
    fieldset.disabled = false
  }

  select.addEventListener('change', async () => {
    const wanted = select.value
    try {
      const response = await fetch(`/demo/fault?${new URLSearchParams({ name: wanted })}`, { method: 'POST' })
      if (!response.ok) throw new Error(await response.text())
      show(wanted)
    } catch (error) {
      select.value = current
      announce(`could not be switched: ${error.message}`, true)
    }
  })

  return {
    show,

    /** Asks the server, past the proxy, which faults there are and which one is on. */
    async refresh() {
      try {
        const { faults, fault, why } = await (await fetch('/demo/proxy')).json()
        fieldset.hidden = Boolean(why)
        note.hidden = !why
        note.textContent = `There is no bad proxy to try: ${why}.`
        if (!faults) return
        offer(faults)
        show(fault)
      } catch {
        // The server is away; the next time online asks again.
      }
    },
  }
}
