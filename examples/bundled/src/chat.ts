import { type Client, connect, longPolling } from 'encke/core'

interface Line {
  text: string
}

/** A chat room in an element of the page. The bundle holds long-polling and no other transport. */
export function openChat(root: HTMLElement, url: string): Client {
  const lines = document.createElement('ol')
  const form = document.createElement('form')
  const input = document.createElement('input')
  const problem = document.createElement('p')
  input.required = true
  input.placeholder = 'Say something'
  input.setAttribute('aria-label', 'Message')
  lines.setAttribute('aria-live', 'polite')
  problem.setAttribute('role', 'alert')
  form.append(input)
  root.append(lines, form, problem)

  const client = connect(url, { transports: [longPolling()] })

  client.subscribe<Line>(
    '/chat/lobby',
    ({ data }) => {
      const line = document.createElement('li')
      line.textContent = data.text
      lines.append(line)
    },
    { since: 'oldest' },
  )

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const text = input.value
    input.value = ''
    problem.textContent = ''
    try {
      await client.publish('/chat/lobby', { text })
    } catch (error) {
      problem.textContent = `"${text}" was not sent: ${(error as Error).message}`
    }
  })

  return client
}
