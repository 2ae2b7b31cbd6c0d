// A message of the flow as a telephone shows it, and what can be tapped on it.

import { type ReactNode, useCallback } from "react";
import { formatted } from "../../../../static/sandbox/format.js";
import { useSay } from "../words";
import { Icon } from "./Icon";
import type { Bubble } from "./played";

/** What a finger may do with a message. */
export interface Hand {
  tap(title: string, choice: string): void;
  openList(bubble: Bubble & { type: "choices" }): void;
  askLocation(): void;
  sharePhone(): void;
  /** Show the step that said it. */
  reveal(node: string): void;
}

interface Props {
  bubble: Bubble;
  time: string;
  hand: Hand;
}

export function BubbleView({ bubble, time, hand }: Props) {
  const say = useSay();
  const { node } = bubble;
  return (
    <li className="bubble in" data-type={bubble.type}>
      <div className={node ? "box led" : "box"} onClick={(event) => node && !(event.target as Element).closest("a, button, audio, video") && hand.reveal(node)}>
        <Content bubble={bubble} />
        <span className="foot"><time>{time}</time></span>
      </div>
      {node && (
        <button type="button" className="to-step" onClick={() => hand.reveal(node)} aria-label={say("phone_to_step", { node })} title={say("phone_to_step", { node })}>
          <Icon name="reply" />
        </button>
      )}
      <Under bubble={bubble} hand={hand} />
    </li>
  );
}

export function Words({ text }: { text: string }) {
  // Put in once for each text: a log that is filled anew would be read aloud anew.
  const fill = useCallback((place: HTMLElement | null) => place?.replaceChildren(formatted(text)), [text]);
  return <div className="words" dir="auto" ref={fill} />;
}

function Content({ bubble }: { bubble: Bubble }) {
  switch (bubble.type) {
    case "media":
      return <><MediaView bubble={bubble} />{bubble.caption && <Words text={bubble.caption} />}</>;
    case "place":
      return <PlaceView latitude={bubble.latitude} longitude={bubble.longitude} lines={[bubble.name, bubble.address]} />;
    case "contact":
      return <ContactView name={bubble.name} about={bubble.phones[0]?.number ?? bubble.organisation} />;
    case "template":
      return (
        <>
          {bubble.header && <div className="heading" dir="auto">{bubble.header}</div>}
          <Words text={bubble.body} />
          <Footer text={bubble.footer} />
        </>
      );
    case "buttons":
    case "choices":
    case "link":
      return <><Words text={bubble.body} /><Footer text={bubble.footer} /></>;
    default:
      return <Words text={bubble.body} />;
  }
}

function Footer({ text }: { text: string }) {
  return text ? <div className="footer" dir="auto">{text}</div> : null;
}

function MediaView({ bubble }: { bubble: Bubble & { type: "media" } }) {
  const say = useSay();
  const { media, url, filename, caption } = bubble;
  if (!url) return <p className="odd">{say("phone_no_file")}</p>;
  if (media === "image" || media === "sticker") {
    return <span className="picture"><img src={url} alt={caption || say("phone_kind_photo")} /></span>;
  }
  if (media === "video") return <video controls preload="metadata" src={url} aria-label={say("phone_kind_video")} />;
  if (media === "audio") {
    return <div className="sound"><Icon name="mic" /><audio controls preload="metadata" src={url} aria-label={say("phone_kind_audio")} /></div>;
  }
  return (
    <a className="paper" href={url} download={filename || true}>
      <Icon name="paper" /><span><b>{filename || say("phone_kind_document")}</b></span>
    </a>
  );
}

export function PlaceView({ latitude, longitude, lines }: { latitude: number; longitude: number; lines: string[] }) {
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const [first, ...more] = [...lines.filter(Boolean), where];
  return (
    <div className="place">
      <span className="map" aria-hidden="true"><Icon name="pin" /></span>
      <b dir="auto">{first}</b>
      {more.map((line) => <small key={line} dir="auto">{line}</small>)}
    </div>
  );
}

export function ContactView({ name, about }: { name: string; about: string }) {
  return (
    <div className="contact-card">
      <span className="face"><Icon name="person" /></span>
      <span><b dir="auto">{name}</b><small>{about}</small></span>
    </div>
  );
}

/** What can be tapped below the words. */
function Under({ bubble, hand }: { bubble: Bubble; hand: Hand }) {
  const say = useSay();
  switch (bubble.type) {
    case "buttons":
    case "template":
      return (
        <Rail>
          {bubble.buttons.map(({ id, title }) => (
            <Tap key={`${id} ${title}`} drawing="reply" label={title} act={id ? () => hand.tap(title, id) : undefined} />
          ))}
        </Rail>
      );
    case "choices":
      return <Rail><Tap drawing="list" label={bubble.button} act={() => hand.openList(bubble)} opens /></Rail>;
    case "link":
      return <Rail><a className="tap" href={webOnly(bubble.url)} target="_blank" rel="noopener noreferrer"><Icon name="link" /><span>{bubble.label}</span></a></Rail>;
    case "ask_location":
      return <Rail><Tap drawing="pin" label={say("phone_send_location")} act={hand.askLocation} opens /></Rail>;
    case "ask_phone":
      return <Rail><Tap drawing="person" label={say("phone_share")} act={hand.sharePhone} /></Rail>;
    default:
      return null;
  }
}

/** A link leads to the web or nowhere: what stands in a draft may be anything. */
function webOnly(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}

function Rail({ children }: { children: ReactNode }) {
  return <div className="rail">{children}</div>;
}

function Tap({ drawing, label, act, opens }: { drawing: string; label: string; act: (() => void) | undefined; opens?: boolean }) {
  return (
    <button type="button" className="tap" disabled={!act} onClick={act} aria-haspopup={opens ? "dialog" : undefined}>
      <Icon name={drawing} /><span dir="auto">{label}</span>
    </button>
  );
}
