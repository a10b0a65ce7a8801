/** In a worker: carries out what its parent orders, and ends with it. */
export function obey(orders: Record<string, (...args: never[]) => unknown>) {
  process.on('message', async ({ id, order, args }: { id: number; order: string; args: never[] }) => {
    try {
      process.send?.({ id, answer: await orders[order]?.(...args) })
    } catch (error) {
      process.send?.({ id, error: String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}
