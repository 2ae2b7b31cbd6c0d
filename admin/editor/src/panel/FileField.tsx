// One of the department's files: chosen, or added on the spot.

import { useEffect, useId, useRef, useState } from "react";
import { useServer, useUse } from "../context";
import { written } from "../kinds";
import { useSay } from "../words";
import { Choice, type FieldProps } from "./FieldView";

export function FileField(props: FieldProps & { choices: [string, string][] }) {
  const id = useId();
  const say = useSay();
  const use = useUse();
  const server = useServer();
  const [refusal, setRefusal] = useState("");
  const [isBusy, setBusy] = useState(false);
  // A file takes its time: what is set then is put into the step as it is then.
  const latest = useRef<FieldProps["set"]>(undefined);
  useEffect(() => {
    latest.current = props.set;
    return () => {
      latest.current = undefined;
    };
  });
  const take = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setRefusal("");
    try {
      const answer = await server.keep(file);
      if ("text" in answer) setRefusal(answer.text);
      else {
        use.getState().offer(props.piece.widget, answer.offer);
        latest.current?.(answer.offer[0], written(props.path));
      }
    } catch {
      setRefusal(say("not_reached"));
    }
    setBusy(false);
  };
  return (
    <>
      <Choice {...props} />
      <label htmlFor={id} className="help">{say("add_file")}</label>
      <input id={id} type="file" disabled={isBusy} onChange={(event) => void take(event.target.files?.[0])} />
      {refusal && <p className="error" role="alert">{refusal}</p>}
    </>
  );
}
