/**
 * What it brings, and the milliseconds of processor time that this process, clients and server, spends on it. The clock
 * would show what else the machine is busy with, too.
 */
export async function costOf<Value>(run: () => Promise<Value>): Promise<[value: Value, cost: number]> {
  const before = process.cpuUsage()
  const value = await run()
  const { user, system } = process.cpuUsage(before)
  return [value, (user + system) / 1000]
}
