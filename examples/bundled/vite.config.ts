import { createServer } from 'encke/server'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [
    {
      name: 'encke',
      /** `npm run dev` serves the page and its Encke server together. */
      configureServer({ httpServer, middlewares }) {
        const encke = createServer()
        httpServer?.on('close', () => encke.close())
        middlewares.use((request, response, next) => {
          if (!encke.handle(request, response)) next()
        })
      },
    },
  ],
  test: { environment: 'happy-dom' },
})
