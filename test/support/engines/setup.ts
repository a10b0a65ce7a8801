import { installFromDebian } from './debian'
import { kinds, oldKinds, wanted } from './index'

/** Gets the browsers that are missing, and says which ones cannot be had. */
export function setup() {
  for (const { name, packages, installed } of [...kinds, ...oldKinds].filter(wanted)) {
    if (!installed()) installFromDebian(name, ...packages)
    if (!installed()) console.log(`${name} is missing: its tests are skipped. Install ${packages.join(' and ')}.`)
  }
}
