/** A language's share of the tweets, and words to make them of; short, common, some of them with a feeling. */
export interface Vocabulary {
  readonly lang: string;
  readonly share: number;
  readonly words: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** About as X's languages are spread. */
export const vocabularies: readonly Vocabulary[] = [
  {
    lang: 'en',
    share: 0.42,
    words: words(`
      the to a and I you is in it of for on my that me this with be so just not have at are but like love what we do
      all get good out your up no now when about one time day can't don't today really great new know go see happy
      people back think going best right still well never bad night game last week work awesome hate life world team
      morning thanks please wait first feel amazing sad sorry win lost fun show music tonight because always nothing
      terrible beautiful worst better home watch coffee train late free help need want miss friend perfect boring`),
  },
  {
    lang: 'ja',
    share: 0.18,
    words: words(`
      今日は とても ありがとう 好き 楽しい 明日 仕事 寒い おはよう かわいい 音楽 ライブ すごい 最高 行きたい 見た 電車 お腹すいた
      新しい 写真 東京 寝る 嬉しい 悲しい 頑張る 本当に 誕生日 おめでとう 映画 雨 猫 笑`),
  },
  {
    lang: 'es',
    share: 0.12,
    words: words(`
      que de no la el y en a me lo te con mi es un por para hoy mañana bueno día gracias feliz amor siempre nada
      mejor vida quiero está muy qué más cómo año corazón triste noche fútbol canción también después`),
  },
  {
    lang: 'pt',
    share: 0.09,
    words: words(`
      que não de eu a o e um pra com meu você muito é só mais hoje amo saudade feliz dia noite bom amanhã vida gente
      nada tudo obrigado coração música também já está`),
  },
  {
    lang: 'ar',
    share: 0.07,
    words: words(`
      في من على اللهم يا ما لا كل هذا انا الله صباح الخير الحب حياة يوم جميل شكرا اليوم كيف قلب السلام مبروك حزين`),
  },
  {
    lang: 'tr',
    share: 0.06,
    words: words(`
      bir ve bu ne çok için ama ben değil güzel bugün gün iyi sen var yok kadar şimdi günaydın mutlu aşk hayat müzik
      üzgün İstanbul teşekkürler`),
  },
  {
    lang: 'und',
    share: 0.06,
    words: words(`😂 ❤️ 🔥 lol haha ok 😭 👍🏽 🎉 wow yes no 100 2013 #️⃣ ... !!! :) 👨‍👩‍👧 🇯🇵`),
  },
];
