/** How the model is trained. All of it was chosen with the 2016 test set held out, and by cross-validation. */
export interface Recipe {
  /** Slots of the tables of words, of units: 2 to the power of this. */
  readonly wordBits: number;
  readonly unitBits: number;
  readonly maxFeatures: number;
  /** A feature that all texts have fewer times is not learnt. */
  readonly minCount: number;
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
  /** Added to the scores of the two opinions: how narrow neutral is, for the highest macro recall. */
  readonly negativeLean: number;
  readonly positiveLean: number;
}

export const recipe: Recipe = {
  wordBits: 16,
  unitBits: 15,
  maxFeatures: 100_000,
  minCount: 3,
  unitGain: 1,
  epochs: 4,
  rate: 0.15,
  goldTrust: 0.3,
  taughtWeight: 1,
  negativeLean: 0.16,
  positiveLean: 0.08,
};
