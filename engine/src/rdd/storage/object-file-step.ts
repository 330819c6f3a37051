import { defineStep } from '../step.ts';
import { readPartitionFile } from './partition-file.ts';

/** The records of the file whose path the params are. */
export const objectFileStep = defineStep<readonly [], readonly [], string>(
  'objectFile',
  ({ params: path }, _reads, push) => {
    for (const records of readPartitionFile(path)) {
      for (const record of records) push(record);
    }
  },
);
