import { createRecord, type Service } from '../broker/index.ts'
import type { WelcomeService } from '../protocol/owner.ts'
import { parseFields } from '../protocol/record.ts'
import { z } from '../protocol/zod.ts'

export function welcomeService({ store }: Service): WelcomeService {
  return {
    async addNote(text) {
      await createRecord(store, 'notes', parseFields({ text: z.string().parse(text) }, 'note'))
    },
  }
}
