import { checkVectors } from '../vectors/check.ts'

// Node's DecompressionStream does not look at what follows the end of a deflated stream, as browsers do.
checkVectors(['more after the end of what is deflated'])
