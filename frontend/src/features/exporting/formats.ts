/** What a project can be taken out as: who opens it, and what there is to choose about it. */
import type { Wish } from "./documents";

export type Format = Wish["format"];

/** One thing to choose. */
export type Option =
  | "takes"
  | "rate"
  | "size"
  | "startTimecode"
  | "folder"
  | "fcpxmlVersion"
  | "longReels"
  | "parameters"
  | "beats"
  | "codec"
  | "handles"
  | "quality"
  | "captions"
  | "burnTimecode"
  | "burnNames"
  | "panAndZoom"
  | "sound"
  | "loudness"
  | "panels"
  | "range";

export type FormatOffer = {
  format: Format;
  name: string;
  /** The ending of its files. */
  ending: string;
  who: string;
  /** It is there at once, to be copied. */
  text?: true;
  /** It has no parts: there is nothing to choose of the film. */
  whole?: true;
  options: readonly Option[];
  /** Those that few need. */
  more: readonly Option[];
};

const KEPT: readonly Option[] = ["rate", "beats", "parameters"];
const WITH_MEDIA: Pick<FormatOffer, "options" | "more"> = {
  options: ["range", "takes", "startTimecode"],
  more: KEPT,
};

export const GROUPS: readonly { name: string; offers: readonly FormatOffer[] }[] = [
  {
    name: "Edit elsewhere",
    offers: [
      {
        format: "OTIO",
        name: "OpenTimelineIO",
        ending: ".otio",
        who: "Resolve, Premiere, Avid, Nuke: all there is.",
        text: true,
        options: ["range", "takes", "startTimecode", "folder"],
        more: KEPT,
      },
      {
        format: "FCPXML",
        name: "Final Cut Pro XML",
        ending: ".fcpxml",
        who: "Final Cut Pro and Resolve.",
        text: true,
        options: ["range", "takes", "startTimecode", "folder"],
        more: ["fcpxmlVersion", ...KEPT],
      },
      {
        format: "FCP7_XML",
        name: "Premiere and Resolve XML",
        ending: ".xml",
        who: "Premiere Pro and Resolve.",
        text: true,
        options: ["range", "takes", "startTimecode", "folder"],
        more: ["rate", "beats"],
      },
      {
        format: "EDL",
        name: "Edit decision list",
        ending: ".edl",
        who: "Nearly every program: cuts, reels and timecode.",
        text: true,
        options: ["range", "startTimecode"],
        more: ["rate", "longReels", "beats"],
      },
      {
        format: "VEGAS_EDL",
        name: "Vegas list",
        ending: ".txt",
        who: "Vegas Pro.",
        text: true,
        options: ["range", "startTimecode", "folder"],
        more: ["rate"],
      },
      {
        format: "AAF",
        name: "AAF",
        ending: ".aaf",
        who: "Avid Media Composer, Pro Tools and Resolve.",
        options: ["range", "takes", "startTimecode", "folder"],
        more: KEPT,
      },
      {
        format: "MLT",
        name: "MLT",
        ending: ".mlt",
        who: "Shotcut and Kdenlive.",
        text: true,
        options: ["range", "takes", "folder"],
        more: ["startTimecode", "rate", "beats"],
      },
      {
        format: "BUNDLE",
        name: "Bundle with media",
        ending: ".zip",
        who: "Any of them: the files, with all timelines beside them.",
        options: ["range", "takes", "startTimecode", "codec", "size", "handles"],
        more: ["fcpxmlVersion", "longReels", ...KEPT],
      },
      {
        format: "OTIOZ",
        name: "OpenTimelineIO with media",
        ending: ".otioz",
        who: "What reads OpenTimelineIO: one file with all in it.",
        ...WITH_MEDIA,
      },
      {
        format: "OTIOD",
        name: "OpenTimelineIO folder",
        ending: ".otiod.zip",
        who: "The same as a folder to unpack, with its media in it.",
        ...WITH_MEDIA,
      },
    ],
  },
  {
    name: "Watch",
    offers: [
      {
        format: "ANIMATIC",
        name: "Animatic",
        ending: ".mp4",
        who: "Any player or browser: the film as it stands, with its sound.",
        options: [
          "range",
          "quality",
          "size",
          "captions",
          "burnTimecode",
          "burnNames",
          "panAndZoom",
          "sound",
        ],
        more: ["loudness", "rate", "startTimecode"],
      },
      {
        format: "MIXDOWN",
        name: "Mixdown",
        ending: ".wav",
        who: "Any player or sound program: all that is heard.",
        options: ["range", "loudness"],
        more: [],
      },
    ],
  },
  {
    name: "Print",
    offers: [
      {
        format: "STORYBOARD_PDF",
        name: "Storyboard",
        ending: ".pdf",
        who: "Paper, or any PDF reader: panels with their words.",
        options: ["range", "panels", "parameters"],
        more: ["startTimecode"],
      },
      {
        format: "CONTACT_SHEET",
        name: "Contact sheet",
        ending: ".png",
        who: "Anything that shows pictures: all shots in one.",
        options: ["range"],
        more: [],
      },
      {
        format: "SHOT_LIST",
        name: "Shot list",
        ending: ".csv",
        who: "Excel, Numbers or Sheets: a line for each shot.",
        text: true,
        options: ["range", "startTimecode", "parameters"],
        more: ["rate"],
      },
    ],
  },
  {
    name: "Keep",
    offers: [
      {
        format: "PROJECT_JSON",
        name: "Project",
        ending: ".json",
        who: "StoryCanvas: everything but the media, to bring back later.",
        text: true,
        whole: true,
        options: [],
        more: [],
      },
    ],
  },
];

const OFFERS = GROUPS.flatMap(({ offers }) => offers);
const [FIRST] = OFFERS;

export function offerOf(format: Format): FormatOffer {
  const offer = OFFERS.find((one) => one.format === format) ?? FIRST;
  if (!offer) throw new Error("Nothing is offered.");
  return offer;
}
