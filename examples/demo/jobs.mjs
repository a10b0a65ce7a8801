const steps = [
  'Pointing the telescope',
  'Opening the shutter',
  'Gathering light',
  'Measuring the tail',
  'Fitting the orbit',
]
const result = 'Comet Encke is back in February 2027'
const duration = 4000
const mostAtOnce = 20
const idForm = /^[a-z0-9]{8,40}$/

/** Runs a job for each message on `/jobs/start` and tells of its progress on `/jobs/<id>`. */
export function createJobs(encke) {
  const timers = new Set()

  function run(id) {
    let progress = 0
    const timer = setInterval(() => {
      progress += 2
      const done = progress >= 100
      const step = done ? result : steps[Math.floor((progress / 100) * steps.length)]
      encke.publish(`/jobs/${id}`, { progress, step, done })
      if (!done) return
      clearInterval(timer)
      timers.delete(timer)
    }, duration / 50)
    timers.add(timer)
  }

  const unsubscribe = encke.subscribe('/jobs/start', ({ data }) => {
    const id = data?.id
    if (typeof id !== 'string' || !idForm.test(id)) return
    if (timers.size < mostAtOnce) run(id)
    else encke.publish(`/jobs/${id}`, { progress: 0, step: 'Too many jobs at once, try again soon', done: true })
  })

  return {
    close() {
      unsubscribe()
      for (const timer of timers) clearInterval(timer)
    },
  }
}
