// The names of the events in the log, and the facts each carries. Ids and small facts, never a text.
// An id is a JSON integer: json::integer reads it.
#pragma once

#include <string_view>

namespace chancery::activity::events {

inline constexpr std::string_view kAccountCreated = "AccountCreated";  // {account}
inline constexpr std::string_view kAccountChanged = "AccountChanged";  // {account}: what its profile says
inline constexpr std::string_view kNotePublished = "NotePublished";    // {note, account}
inline constexpr std::string_view kNoteEdited = "NoteEdited";          // {note, account, version}: one of ours
inline constexpr std::string_view kNoteDeleted = "NoteDeleted";        // {note, account}: one of ours
inline constexpr std::string_view kNotePinned = "NotePinned";          // {note, account}
inline constexpr std::string_view kNoteUnpinned = "NoteUnpinned";      // {note, account}
inline constexpr std::string_view kNoteShared = "NoteShared";          // {share, account}: another's post
inline constexpr std::string_view kShareWithdrawn = "ShareWithdrawn";  // {share, account}: not any more
inline constexpr std::string_view kPollCounted = "PollCounted";        // {note}: votes came, or it ended
inline constexpr std::string_view kQuoteConsented = "QuoteConsented";  // {note}: ours may quote what it quotes
inline constexpr std::string_view kQuoteRevoked = "QuoteRevoked";      // {note}: it no longer may
inline constexpr std::string_view kReportReceived = "ReportReceived";  // {report}: another server complains of us
inline constexpr std::string_view kPeerPosted = "PeerPosted";          // {reading}: one we follow said something
// {reading}: a colleague wants the whole conversation of what one we follow said
inline constexpr std::string_view kConversationWanted = "ConversationWanted";
inline constexpr std::string_view kNoteReceived = "NoteReceived";    // {note, actor, in_reply_to?}
inline constexpr std::string_view kNoteChanged = "NoteChanged";      // {note, actor}: a stranger rewrote it
inline constexpr std::string_view kNoteScreened = "NoteScreened";    // {note} or {actor}: staff show or hide it
inline constexpr std::string_view kNoteFound = "NoteFound";          // {note, actor}: nobody sent it
inline constexpr std::string_view kNoteWithdrawn = "NoteWithdrawn";  // {note, actor, found?}: a stranger deleted it
inline constexpr std::string_view kFollowed = "Followed";            // {account, actor}
inline constexpr std::string_view kUnfollowed = "Unfollowed";        // {account, actor}
inline constexpr std::string_view kInstitutionNamed = "InstitutionNamed";  // {}
inline constexpr std::string_view kWatchApproved = "WatchApproved";        // {watch}: it runs, or runs another version
inline constexpr std::string_view kWatchSubmitted = "WatchSubmitted";      // {watch}: waits for the officer
inline constexpr std::string_view kWatchRefused = "WatchRefused";          // {watch}
inline constexpr std::string_view kWatchSuspended = "WatchSuspended";      // {watch}
inline constexpr std::string_view kWatchResumed = "WatchResumed";          // {watch}
inline constexpr std::string_view kWatchStopped = "WatchStopped";          // {watch}
inline constexpr std::string_view kWatchExpiring = "WatchExpiring";        // {watch}: ends within a fortnight
inline constexpr std::string_view kPublicActorApproved = "PublicActorApproved";  // {public_actor}
inline constexpr std::string_view kPublicActorRetired = "PublicActorRetired";    // {public_actor}
inline constexpr std::string_view kAlertRaised =
    "AlertRaised";  // {alert, watch, watches}, in listen.db: new, or new to these
// {conversation, desk, from_desk?, kind, outcome?, opened?, note?}: `from_desk`, where it was before; `opened`: this
// began it; `note`: of ours, that answers it
inline constexpr std::string_view kConversationChanged = "ConversationChanged";
inline constexpr std::string_view kNoticePut = "NoticePut";      // {user}: she is told something
inline constexpr std::string_view kDeskChanged = "DeskChanged";  // {desk}: its people, hours or work
// {post, conversation?, step, desk, state}: of a draft's clearance; "asked", "cleared", "objected", "silent", "overdue"
inline constexpr std::string_view kClearanceChanged = "ClearanceChanged";
// {line, version?, language?, state}: "made", "changed", "retired" of a line; "written", "submitted", "approved",
// "withdrawn", "expired" of a text
inline constexpr std::string_view kLineChanged = "LineChanged";
inline constexpr std::string_view kPostsHeld = "PostsHeld";              // {posts}: how many that were to leave
inline constexpr std::string_view kPostsHoldLifted = "PostsHoldLifted";  // {posts}: how many wait for a person still
inline constexpr std::string_view kLegalHoldPlaced = "LegalHoldPlaced";  // {hold, scope, subject?}: none of a person
inline constexpr std::string_view kLegalHoldLifted = "LegalHoldLifted";  // the same
inline constexpr std::string_view kExportSettled = "ExportSettled";      // {export, scope, state, conversations}
inline constexpr std::string_view kClockWarned = "ClockWarned";          // {conversation, desk, clock}
inline constexpr std::string_view kPostUnderFire = "PostUnderFire";      // {note, alert}
inline constexpr std::string_view kCrisisOpened = "CrisisOpened";        // {crisis}
inline constexpr std::string_view kCrisisChanged =
    "CrisisChanged";  // {crisis, entry?, kind?}: its log grew, or a false statement
inline constexpr std::string_view kCrisisClosed = "CrisisClosed";        // {crisis}
inline constexpr std::string_view kQaChanged = "QaChanged";              // {qa, state?}: `state` when it changed
inline constexpr std::string_view kUserEnded = "UserEnded";              // {user}: may not sign in any more
inline constexpr std::string_view kAuditHeadSigned = "AuditHeadSigned";  // {sequence}

}  // namespace chancery::activity::events
