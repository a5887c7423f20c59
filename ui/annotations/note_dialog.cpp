// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotations/note_dialog.h"

#include "ui/shell/card.h"
#include "ui/text.h"

#include <QCompleter>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace autokernel::ui {
namespace {

// Completes the last of several tags between commas.
class TagCompleter final : public QCompleter
{
public:
    using QCompleter::QCompleter;

    QStringList splitPath(const QString& path) const override
    {
        return {path.section(',', -1).trimmed()};
    }
    QString pathFromIndex(const QModelIndex& index) const override
    {
        const auto* line = qobject_cast<QLineEdit*>(widget());
        const QString typed = line ? line->text() : QString();
        const auto comma = typed.lastIndexOf(',');
        return (comma < 0 ? QString() : typed.left(comma + 1) + ' ')
            + QCompleter::pathFromIndex(index);
    }
};

} // namespace

NoteDialog::NoteDialog(
    const QString& what, const store::Annotation& said, const QStringList& known, QWidget* parent)
    : QDialog(parent)
    , m_before(said)
    , m_note(new QPlainTextEdit(text(said.note)))
    , m_tags(new QLineEdit(text(store::textOfTags(said.tags))))
{
    setWindowTitle(what);
    resize(520, 320);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addWidget(makeLabel(what, Type::Title)); // a window's title may not be seen
    auto* noteName = makeLabel(tr("&Note; it stands beside the experiment in reports"), Type::Body);
    noteName->setBuddy(m_note);
    layout->addWidget(noteName);
    m_note->setTabChangesFocus(true);
    m_note->setAccessibleName(tr("Note"));
    layout->addWidget(m_note, 1);
    auto* tagsName = makeLabel(tr("&Tags, with commas between them"), Type::Body);
    tagsName->setBuddy(m_tags);
    layout->addWidget(tagsName);
    m_tags->setAccessibleName(tr("Tags"));
    m_tags->setPlaceholderText(tr("slow, look again"));
    auto* completer = new TagCompleter(known, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_tags->setCompleter(completer);
    layout->addWidget(m_tags);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Save)->setProperty("primary", true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    // Return begins a new line of the note.
    auto* save = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(save, &QShortcut::activated, this, &QDialog::accept);
    buttons->button(QDialogButtonBox::Save)->setToolTip(tr("Ctrl+Return"));
    m_note->moveCursor(QTextCursor::End);
    m_note->setFocus();
}

store::Annotation NoteDialog::said() const
{
    return store::tidy({m_before.isPinned, m_note->toPlainText().toStdString(),
        store::tagsFromText(m_tags->text().toStdString())});
}

} // namespace autokernel::ui
