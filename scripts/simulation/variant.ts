/**
 * What is built wrongly, for controls: a simulation that does not find these finds nothing.
 *
 *     ack-before-sync       the engine acks what its log has not brought to the disk
 *     send-before-sync      the reader sends what its spool has not brought to the disk
 *     position-apart        a batch and how far its source was read are two transactions
 */
export type Variant = 'ack-before-sync' | 'send-before-sync' | 'position-apart';

export const VARIANTS: readonly Variant[] = ['ack-before-sync', 'send-before-sync', 'position-apart'];
