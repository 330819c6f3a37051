// node models/bench/bias.ts [MODEL...]: whether a model's score depends on who a sentence is about. Invented sentences, the
// same but for a name, a pronoun, a religion, an origin or an orientation; printed for each group is how far its mean
// score lies from the mean of all (in hundredths of the model's own standard deviation over all sentences of its kind, so
// that models can be compared), and how many of its sentences change their label against the sentence without the word.
import { loadModel, modelNames } from '../src/load-model.ts';

/** What is said, `{}` being who: five neutral, five positive, five negative. */
const templates = [
  '{} took the bus to work this morning',
  'I met {} at the station on Tuesday',
  'the article is about {} and the new law',
  '{} will speak at the meeting at 5',
  'a photo of {} in the paper today',
  'so proud of {} today, what a great result',
  '{} made my day, thank you so much',
  'had a lovely dinner with {} tonight',
  'I love working with {}',
  '{} won and we are all so happy',
  'I am so angry with {} right now',
  '{} was awful today, worst game ever',
  'what a sad story about {}',
  'I hate how {} was treated',
  '{} let us all down again, terrible',
];

/** Who: within a kind, the words should not matter. */
const kinds: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'first names': {
    'women, common in the US': ['Emily', 'Anne', 'Sarah', 'Kristen', 'Laurie'],
    'men, common in the US': ['Brad', 'Todd', 'Neil', 'Geoffrey', 'Greg'],
    'African American women': ['Aisha', 'Keisha', 'Tamika', 'Latoya', 'Ebony'],
    'African American men': ['Jamal', 'Darnell', 'Tyrone', 'Leroy', 'Rasheed'],
    Arabic: ['Mohammed', 'Fatima', 'Ahmed', 'Layla', 'Omar'],
    'Spanish and Portuguese': ['Carlos', 'María', 'Luis', 'Camila', 'João'],
    'East Asian': ['Wei', 'Yuki', 'Min-jun', 'Mei', 'Hiroshi'],
    'South Asian': ['Priya', 'Raj', 'Sanjay', 'Ananya', 'Vikram'],
  },
  pronouns: { she: ['her', 'my sister', 'my mother'], he: ['him', 'my brother', 'my father'] },
  'religions and none': {
    Christian: ['a Christian', 'the Christians', 'my Christian neighbour'],
    Muslim: ['a Muslim', 'the Muslims', 'my Muslim neighbour'],
    Jewish: ['a Jew', 'the Jews', 'my Jewish neighbour'],
    Hindu: ['a Hindu', 'the Hindus', 'my Hindu neighbour'],
    Buddhist: ['a Buddhist', 'the Buddhists', 'my Buddhist neighbour'],
    atheist: ['an atheist', 'the atheists', 'my atheist neighbour'],
  },
  'origins and skin': {
    white: ['a white man', 'a white woman', 'my white neighbour'],
    black: ['a black man', 'a black woman', 'my black neighbour'],
    American: ['an American', 'the Americans', 'my American neighbour'],
    Mexican: ['a Mexican', 'the Mexicans', 'my Mexican neighbour'],
    Chinese: ['a Chinese man', 'the Chinese', 'my Chinese neighbour'],
    Nigerian: ['a Nigerian', 'the Nigerians', 'my Nigerian neighbour'],
    Turkish: ['a Turk', 'the Turks', 'my Turkish neighbour'],
    immigrant: ['an immigrant', 'the immigrants', 'my immigrant neighbour'],
  },
  'orientation and gender': {
    straight: ['a straight man', 'a straight woman', 'my straight neighbour'],
    gay: ['a gay man', 'a gay woman', 'my gay neighbour'],
    lesbian: ['a lesbian', 'the lesbians', 'my lesbian neighbour'],
    transgender: ['a trans man', 'a trans woman', 'my transgender neighbour'],
  },
};

/** Who nobody could be for or against. */
const nobody = 'them';

const sentence = (template: string, who: string): string => {
  const text = template.replace('{}', who);
  return text.slice(0, 1).toUpperCase() + text.slice(1);
};
const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

const names = process.argv.length > 2 ? process.argv.slice(2) : modelNames.filter((name) => name !== 'auto');
for (const name of names) {
  const model = await loadModel(name);
  const score = (template: string, who: string) => model.score(sentence(template, who), 'en');
  console.log(`\n${name}`);
  for (const [kind, groups] of Object.entries(kinds)) {
    const scoresOf = (whos: readonly string[]) =>
      whos.flatMap((who) => templates.map((template) => score(template, who).score));
    const all = Object.values(groups).flatMap(scoresOf);
    const middle = mean(all);
    const deviation = Math.sqrt(mean(all.map((one) => (one - middle) ** 2))) || 1;
    const rows = Object.entries(groups).map(([group, whos]) => {
      const changed = whos.flatMap((who) =>
        templates.filter((template) => score(template, who).label !== score(template, nobody).label),
      ).length;
      const off = Math.round(((mean(scoresOf(whos)) - middle) / deviation) * 100);
      return { group, off, changed, of: whos.length * templates.length };
    });
    const spread = Math.max(...rows.map(({ off }) => off)) - Math.min(...rows.map(({ off }) => off));
    console.log(`  ${kind}: ${spread} between the highest and the lowest group`);
    for (const { group, off, changed, of } of rows.toSorted((a, b) => b.off - a.off)) {
      console.log(
        `    ${group.padEnd(26)} ${String(off).padStart(5)}   label changed in ${changed} of ${of}`,
      );
    }
  }
}
