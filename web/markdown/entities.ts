/** Character references of HTML, which Markdown knows too: `&amp;`, `&#38;`, `&#x26;`. */

/** Those of HTML 4, from 160 on in the order of their characters; the others stay as they were typed. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'

/** `-` holds the place of a character without a name. */
const GREEK =
  'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi Chi Psi Omega - - - - - - - alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega'

const OTHERS =
  'amp& lt< gt> quot" apos\' OEligŒ oeligœ ScaronŠ scaronš YumlŸ fnofƒ circˆ tilde˜ thetasymϑ upsihϒ pivϖ bull• hellip… prime′ Prime″ oline‾ frasl⁄ trade™ ndash– mdash— lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ dagger† Dagger‡ permil‰ lsaquo‹ rsaquo› euro€ larr← uarr↑ rarr→ darr↓ harr↔ lArr⇐ uArr⇑ rArr⇒ dArr⇓ hArr⇔ forall∀ part∂ exist∃ empty∅ nabla∇ isin∈ notin∉ ni∋ prod∏ sum∑ minus− lowast∗ radic√ prop∝ infin∞ ang∠ and∧ or∨ cap∩ cup∪ int∫ there4∴ sim∼ cong≅ asymp≈ ne≠ equiv≡ le≤ ge≥ sub⊂ sup⊃ nsub⊄ sube⊆ supe⊇ oplus⊕ otimes⊗ perp⊥ sdot⋅ loz◊ spades♠ clubs♣ hearts♥ diams♦ check✓ star☆'

const inOrder = (names: string, first: number): readonly (readonly [string, string])[] =>
  names.split(' ').map((name, at) => [name, String.fromCodePoint(first + at)])

const spelled = (pairs: string): readonly (readonly [string, string])[] =>
  pairs.split(' ').map((pair) => [pair.slice(0, -1), pair.slice(-1)])

const NAMED: ReadonlyMap<string, string> = new Map([
  ...inOrder(LATIN, 160),
  ...inOrder(GREEK, 913),
  ...spelled(OTHERS),
  ['ensp', '\u2002'],
  ['emsp', '\u2003'],
  ['thinsp', '\u2009'],
  ['zwnj', '\u200C'],
  ['zwj', '\u200D'],
])

const REFERENCE = /&(?:#(\d{1,7}|[xX][\dA-Fa-f]{1,6})|([A-Za-z][A-Za-z\d]{1,31}));/g

const NO_CHARACTER = '\uFFFD'

const fromNumber = (code: number): string => {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : NO_CHARACTER
}

/** The text with every character reference that is known turned into its character. */
export const decodeEntities = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(REFERENCE, (typed: string, number?: string, name?: string) =>
        number === undefined
          ? (NAMED.get(name ?? '') ?? typed)
          : fromNumber(Number(number.toLowerCase().replace('x', '0x'))),
      )
    : text
