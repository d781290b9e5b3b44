import { checkVectors } from '../vectors/check.ts'

checkVectors()
