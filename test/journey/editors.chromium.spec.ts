import { test } from '@playwright/test'
import { fourSteps } from '../harness/four-steps.ts'

test('two word processors share one document, one is revoked, and the background dies', async () => {
  await fourSteps({ say: () => {}, shoot: async () => {} })
})
