/** How the model is trained. All of it was chosen with the 2016 test set held out, and by cross-validation. */
export interface Recipe {
  /** Buckets of words, of units: 2 to the power of this. */
  readonly wordBits: number;
  readonly unitBits: number;
  /** What units count beside words. */
  readonly unitGain: number;
  /** How often all texts are gone through: what keeps the weights from following them too closely. */
  readonly epochs: number;
  /** How far a weight goes at first. */
  readonly rate: number;
  /** Of a text with both, the part of the target that is people's label; the rest is the teacher's. */
  readonly goldTrust: number;
  /** What a text counts that only the teacher has labelled. */
  readonly taughtWeight: number;
  /** How far weights start from those learnt from emoticons, where there is no teacher. */
  readonly emoticonPrior: number;
}

export const recipe: Recipe = {
  wordBits: 17,
  unitBits: 17,
  unitGain: 1,
  epochs: 5,
  rate: 0.1,
  goldTrust: 0.2,
  taughtWeight: 1,
  emoticonPrior: 0.5,
};
