import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** One script, with everything in it. */
export default defineConfig({
  root: path('.'),
  publicDir: false,
  logLevel: 'warn',
  define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' }, // some of the peers come from node
  build: {
    lib: { entry: path('page/main.ts'), formats: ['es'], fileName: () => 'bench.js' },
    outDir: path('dist'),
    target: 'esnext',
    chunkSizeWarningLimit: 5_000,
  },
})
