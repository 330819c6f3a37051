import { StreamingError } from '../errors.ts';
import { portHolder } from './port-holder.ts';

/** Why a port could not be listened on, and what to do. */
export function listenError(error: NodeJS.ErrnoException, host: string, port: number): StreamingError {
  if (error.code === 'EADDRINUSE') {
    const holder = portHolder(port);
    const who = holder === undefined ? '' : ` (${holder})`;
    return new StreamingError('PORT_IN_USE', `Port ${port} is in use by another program${who}.`, {
      fix: `Use another: hashtide run --feed-port ${port + 2}      See it: hashtide doctor`,
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new StreamingError(
      'PORT_FORBIDDEN',
      `Port ${port} may not be opened; below 1024 needs privileges.`,
      {
        fix: 'Use another: hashtide run --feed-port 8888',
        cause: error,
      },
    );
  }
  return new StreamingError('FEED_FAILED', `The feed cannot listen on ${host}:${port}: ${error.message}.`, {
    fix: 'See what this machine has: hashtide doctor',
    cause: error,
  });
}
