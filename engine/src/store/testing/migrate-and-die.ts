/**
 * For the migration test: brings a database to the newest version and dies by SIGKILL when its n-th statement begins.
 * Says how many statements there were when it comes to the end.
 */
import Database from 'better-sqlite3';
import { migrate } from '../migrations.ts';

const [, , file = '', dieAt = '0'] = process.argv;
let numStatements = 0;
const db = new Database(file, {
  verbose: () => {
    numStatements += 1;
    if (numStatements === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
  },
});
db.pragma('synchronous = FULL');
migrate(db);
db.close();
process.stdout.write(String(numStatements));
