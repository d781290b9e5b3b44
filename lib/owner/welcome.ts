import { createRecord, type Service } from '../broker/index.ts'
import type { WelcomeService } from '../protocol/owner.ts'
import { parseFields } from '../protocol/record.ts'
import { z } from '../protocol/zod.ts'
import { audienceService } from './audience.ts'

export function welcomeService(service: Service): WelcomeService {
  return {
    ...audienceService(service),
    async addNote(text) {
      await createRecord(service.store, 'notes', parseFields({ text: z.string().parse(text) }, 'note'))
    },
  }
}
