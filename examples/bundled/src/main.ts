import { openChat } from './chat'

openChat(document.querySelector('#chat') as HTMLElement, '/encke')
