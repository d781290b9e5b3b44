import { test } from '@playwright/test'
import { fourSteps } from '../harness/four-steps.ts'
import { verify } from '../harness/tags.ts'

test('two word processors share one document, one is revoked, and the background dies', verify, async () => {
  await fourSteps({ say: () => {}, shoot: async () => {} })
})
