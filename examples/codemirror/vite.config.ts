import { defineConfig } from 'vite'

// Two copies of yjs in one bundle would not recognise each other's documents.
export default defineConfig({ base: './', resolve: { dedupe: ['yjs'] } })
