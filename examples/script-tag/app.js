const list = document.querySelector('#notifications')
const state = document.querySelector('#state')

const client = Encke.connect('/encke')

client.on('state', (now) => {
  state.textContent = now
})

// From the oldest that the server keeps: a page that opens late shows what came before.
client.subscribe('/notifications/*', show, { since: 'oldest' })

/** `/notifications/backup` with `{ text: 'done' }` becomes "backup: done", the latest on top. */
function show({ channel, data }) {
  const item = document.createElement('li')
  item.textContent = `${channel.split('/').pop()}: ${data.text}`
  list.prepend(item)
}
