// What can be sent besides words: samples of each kind, and places to send as a pin.

import { useEffect, useRef, useState } from "react";
import { useSay } from "../words";
import type { Deed } from "./deeds";
import { Icon } from "./Icon";
import type { Bubble } from "./played";

const SAMPLES: [string, string, Deed][] = [
  ["photo", "photo", { photo: true }],
  ["video", "video", { video: true }],
  ["voice", "mic", { voice: true }],
  ["document", "paper", { document: "sample.pdf" }],
  ["unusable", "smile", { unusable: "sticker" }],
];

/** The last lies outside Hong Kong, to see what a flow says to that. */
const PLACES: [string, [number, number]][] = [
  ["victoria", [22.28195, 114.18856]],
  ["tai_po", [22.45262, 114.18362]],
  ["kowloon", [22.30048, 114.16997]],
  ["outside", [22.5431, 114.0579]],
];

interface Props {
  /** Begin with the places: a step asks for one. */
  places: boolean;
  take: (deed: Deed) => void;
  close: () => void;
}

export function Attach({ places, take, close }: Props) {
  const say = useSay();
  const [pinning, setPinning] = useState(places);
  const send = (deed: Deed) => {
    take(deed);
    close();
  };
  return (
    <Sheet title={pinning ? say("phone_send_location") : say("phone_attach")} close={close}>
      {pinning ? (
        PLACES.map(([name, pin]) => (
          <button type="button" className="line" key={name} onClick={() => send({ pin })}>
            <Icon name="pin" /><span><b>{say(`phone_place_${name}`)}</b><small>{pin.join(", ")}</small></span>
          </button>
        ))
      ) : (
        <div className="samples">
          {SAMPLES.map(([name, drawing, deed]) => (
            <button type="button" className={`sample ${name}`} key={name} onClick={() => send(deed)}>
              <span className="face"><Icon name={drawing} /></span>{say(`phone_kind_${name}`)}
            </button>
          ))}
          <button type="button" className="sample pin" onClick={() => setPinning(true)}>
            <span className="face"><Icon name="pin" /></span>{say("phone_location")}
          </button>
        </div>
      )}
    </Sheet>
  );
}

export function ListSheet({ bubble, tap, close }: { bubble: Bubble & { type: "choices" }; tap: (title: string, choice: string) => void; close: () => void }) {
  return (
    <Sheet title={bubble.button} close={close}>
      {bubble.sections.map((section) => (
        <div role="group" aria-label={section.title || bubble.button} key={section.rows[0]?.id ?? section.title}>
          {section.title && <p className="section" dir="auto">{section.title}</p>}
          {section.rows.map((row) => (
            <button type="button" className="line" key={row.id} onClick={() => { tap(row.title, row.id); close(); }}>
              <span dir="auto"><b>{row.title}</b>{row.description && <small>{row.description}</small>}</span>
            </button>
          ))}
        </div>
      ))}
    </Sheet>
  );
}

function Sheet({ title, close, children }: { title: string; close: () => void; children: React.ReactNode }) {
  const say = useSay();
  const sheet = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    sheet.current?.querySelector<HTMLElement>(".line, .sample")?.focus();
    return () => before?.focus();
  }, []);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  return (
    <>
      <div className="cover" onClick={close} />
      <div className="slide" role="dialog" aria-modal="true" aria-label={title} ref={sheet} onKeyDown={onKeyDown}>
        <header><b dir="auto">{title}</b><button type="button" className="quiet" aria-label={say("close")} onClick={close}>×</button></header>
        <div className="rows">{children}</div>
      </div>
    </>
  );
}
