/** `npm run freeze`: writes a database of the present version into test/fixtures/store, where it stays for ever. */
import { test } from 'vitest'
import { server } from 'vitest/browser'
import { Store } from '../../lib/store/index.ts'
import { dump, textOf } from './fixture.ts'
import { live, shownIn } from './life.ts'

test('the present version is frozen', async () => {
  const name = crypto.randomUUID()
  const store = await Store.open(name)
  const lived = await live(store)
  const shown = await shownIn(store, lived)
  store.close()
  const fixture = { ...(await dump(name)), shown }
  const file = `${server.config.root}/test/fixtures/store/v${fixture.version}.json`
  const known = await server.commands.readFile(file).catch(() => undefined)
  if (known !== undefined) throw new Error(`${file} is there already. What has been released is never frozen again.`)
  await server.commands.writeFile(file, textOf(fixture))
})
