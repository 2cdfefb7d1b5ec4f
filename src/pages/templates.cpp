#include "pages/templates.hpp"

#include <cstddef>

extern "C" {
extern const unsigned char chancery_page_layout_begin[], chancery_page_layout_end[];
extern const unsigned char chancery_page_setting_up_begin[], chancery_page_setting_up_end[];
extern const unsigned char chancery_page_home_begin[], chancery_page_home_end[];
extern const unsigned char chancery_page_account_begin[], chancery_page_account_end[];
extern const unsigned char chancery_page_note_begin[], chancery_page_note_end[];
extern const unsigned char chancery_page_conversation_begin[], chancery_page_conversation_end[];
extern const unsigned char chancery_page_gone_begin[], chancery_page_gone_end[];
extern const unsigned char chancery_page_transparency_begin[], chancery_page_transparency_end[];
extern const unsigned char chancery_page_verify_begin[], chancery_page_verify_end[];
extern const unsigned char chancery_page_door_begin[], chancery_page_door_end[];
extern const unsigned char chancery_page_qa_begin[], chancery_page_qa_end[];
extern const unsigned char chancery_page_list_begin[], chancery_page_list_end[];
extern const unsigned char chancery_page_ask_begin[], chancery_page_ask_end[];
extern const unsigned char chancery_page_tag_begin[], chancery_page_tag_end[];
extern const unsigned char chancery_page_history_begin[], chancery_page_history_end[];
extern const unsigned char chancery_page_embed_begin[], chancery_page_embed_end[];
extern const unsigned char chancery_page_style_sheet_begin[], chancery_page_style_sheet_end[];
}

namespace chancery::pages::templates {
namespace {

std::string_view between(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view layout() {
  return between(chancery_page_layout_begin, chancery_page_layout_end);
}
std::string_view setting_up() {
  return between(chancery_page_setting_up_begin, chancery_page_setting_up_end);
}
std::string_view home() {
  return between(chancery_page_home_begin, chancery_page_home_end);
}
std::string_view account() {
  return between(chancery_page_account_begin, chancery_page_account_end);
}
std::string_view note() {
  return between(chancery_page_note_begin, chancery_page_note_end);
}
std::string_view conversation() {
  return between(chancery_page_conversation_begin, chancery_page_conversation_end);
}
std::string_view gone() {
  return between(chancery_page_gone_begin, chancery_page_gone_end);
}
std::string_view transparency() {
  return between(chancery_page_transparency_begin, chancery_page_transparency_end);
}
std::string_view door() {
  return between(chancery_page_door_begin, chancery_page_door_end);
}
std::string_view qa() {
  return between(chancery_page_qa_begin, chancery_page_qa_end);
}
std::string_view verify() {
  return between(chancery_page_verify_begin, chancery_page_verify_end);
}
std::string_view list() {
  return between(chancery_page_list_begin, chancery_page_list_end);
}
std::string_view ask() {
  return between(chancery_page_ask_begin, chancery_page_ask_end);
}
std::string_view tag() {
  return between(chancery_page_tag_begin, chancery_page_tag_end);
}
std::string_view history() {
  return between(chancery_page_history_begin, chancery_page_history_end);
}
std::string_view embed() {
  return between(chancery_page_embed_begin, chancery_page_embed_end);
}
std::string_view style_sheet() {
  return between(chancery_page_style_sheet_begin, chancery_page_style_sheet_end);
}

}  // namespace chancery::pages::templates
