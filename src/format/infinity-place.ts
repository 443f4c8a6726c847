/** Places in an encoding: what the scan of infinity-scan.ts finds and the reader of infinity-decode.ts starts from. */

/** A place in an encoding: the next tag byte, the next unit of text, and how many strings and shapes came before. */
export interface Place {
  readonly at: number;
  readonly textAt: number;
  readonly strings: number;
  readonly shapes: number;
}

/** What a scan found in an encoding, so that a reader can start at any place of it. */
export interface PlaceIndex {
  /** Where in the text each string starts; the next one's start is its end. */
  readonly stringStarts: readonly number[];
  /** Where each new shape's tag is. */
  readonly shapePlaces: readonly Place[];
}
