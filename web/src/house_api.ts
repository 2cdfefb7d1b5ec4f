// Missions, desks and the people at them, and people's accounts, as docs/api/openapi.yaml describes them.
import { type Role, type User, at, call } from "./api.ts";

export const missionKinds = ["capital", "region", "embassy", "consulate", "permanent"] as const;
export type MissionKind = (typeof missionKinds)[number];
export interface MissionForm {
  name: string;
  kind: MissionKind;
  country: string; // ISO 3166-1 alpha-2
  parent: string | null;
  zone: string; // of the IANA database
  contact: string;
  closed: boolean;
}
export interface Mission extends Omit<MissionForm, "closed"> {
  id: string;
  closed: string | null;
}
export const deskActions = ["read", "read_private", "work", "lead", "clear", "lines", "approve_lines", "manage"] as const;
export type DeskAction = (typeof deskActions)[number];
export interface DeskForm {
  name: string;
  alias: string; // what others read in place of its local staff
  front: boolean;
  closed: boolean;
}
export interface Desk extends Omit<DeskForm, "closed"> {
  id: string;
  mission: string;
  closed: string | null;
  may: DeskAction[]; // the reader, there
}
// Who may do what at a desk, by where it was granted.
export interface DeskPerson {
  user: { id: string; login: string; name: string };
  role: Role;
  local: boolean;
  desk: DeskAction[];
  mission: DeskAction[];
  everywhere: DeskAction[];
}
export type Where = "desk" | "mission" | "everywhere";
export interface Invitation {
  name: string;
  role: Role;
  expires: string;
}

export const house = {
  missions: () => call<{ missions: Mission[] }>("GET", "/missions").then((answer) => answer.missions),
  openMission: (form: MissionForm) => call<Mission>("POST", "/missions", form),
  changeMission: (id: string, form: MissionForm) => call<Mission>("PUT", `/missions/${at(id)}`, form),
  desks: () => call<{ desks: Desk[] }>("GET", "/desks").then((answer) => answer.desks),
  openDesk: (mission: string, form: DeskForm) => call<Desk>("POST", "/desks", { mission, ...form }),
  changeDesk: (id: string, form: DeskForm) => call<Desk>("PUT", `/desks/${at(id)}`, form),
  deskPeople: (id: string) => call<{ people: DeskPerson[] }>("GET", `/desks/${at(id)}/people`).then((answer) => answer.people),
  setDeskPerson: (id: string, user: string, where: Where, actions: DeskAction[]) =>
    call<{ people: DeskPerson[] }>("PUT", `/desks/${at(id)}/people/${at(user)}`, { where, actions }).then(
      (answer) => answer.people,
    ),
  missionOf: (account: string) => call<{ mission: string | null }>("GET", `/accounts/${at(account)}/mission`),
  setMissionOf: (account: string, mission: string) =>
    call<{ mission: string | null }>("PUT", `/accounts/${at(account)}/mission`, { mission }),

  invitations: () =>
    call<{ invitations: Invitation[] }>("GET", "/users/invitations").then((answer) => answer.invitations),
  changeUser: (id: string, form: { name: string; role: Role; local: boolean }) =>
    call<User>("PUT", `/users/${at(id)}`, form),
  endUser: (id: string) => call<User>("POST", `/users/${at(id)}/end`, {}),
  endSessions: (id: string) => call<{ ended: number }>("POST", `/users/${at(id)}/sessions/end`, {}),
  // The one code with which and her password she adds a passkey.
  resetSecondFactor: (id: string) =>
    call<{ recovery_code: string }>("POST", `/users/${at(id)}/second-factor/reset`, {}),
};
