import { mkdir } from 'node:fs/promises'
import { test } from '@playwright/test'
import { fourSteps } from '../harness/four-steps.ts'

test('two word processors, one document, one owner', async () => {
  await mkdir('screens', { recursive: true })
  await fourSteps({
    say: words => console.log(words),
    async shoot(name, shot) {
      const path = `screens/${name}.png`
      await shot(path)
      console.log(`   Picture: ${path}`)
    },
  })
})
