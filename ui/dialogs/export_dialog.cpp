// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_dialog.h"

#include "ui/shell/card.h"
#include "ui/text.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>

namespace autokernel::ui {
namespace {
constexpr int kFileWidth = 520; // the name of a chart with its run and kernel
} // namespace

ExportDialog::ExportDialog(const QString& title, const QString& file, QWidget* parent)
    : QDialog(parent)
    , m_form(new QFormLayout(this))
    , m_file(new QLineEdit)
    , m_place(new ElidedLabel(Type::Small, true, Qt::ElideMiddle))
    , m_said(makeLabel({}))
{
    setWindowTitle(title);
    m_form->setContentsMargins(18, 16, 18, 14);
    m_form->setVerticalSpacing(10);
    m_file->setObjectName("file");
    m_said->setObjectName("problem");
    m_said->setWordWrap(true);
    m_said->hide();
    setFile(file);
    connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::showPlace);
    connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::fileChanged);
}

QString ExportDialog::file() const
{
    const auto typed = m_file->text().trimmed();
    return typed.isEmpty() || m_folder.isEmpty() ? typed : QDir(m_folder).filePath(typed);
}

// A path is longer than its field: the name is what one changes.
void ExportDialog::setFile(const QString& file)
{
    if (const auto slash = file.lastIndexOf('/'); slash >= 0) {
        m_folder = slash == 0 ? QString("/") : file.left(slash);
        m_file->setText(file.mid(slash + 1));
    } else {
        m_file->setText(file);
    }
    showPlace();
}

void ExportDialog::showPlace()
{
    const auto folder = QFileInfo(file()).absolutePath();
    m_place->setText(file().isEmpty() ? QString() : tr("in %1").arg(folder));
    m_place->setToolTip(folder);
}

void ExportDialog::addFileRow(const QString& filter)
{
    auto* choose = new QPushButton(tr("&Choose…"));
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, [this, filter] { browse(filter); });
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    m_file->setMinimumWidth(kFileWidth);
    m_form->addRow(tr("&File"), row);
    qobject_cast<QLabel*>(m_form->labelForField(row))->setBuddy(m_file);
    m_form->addRow(QString(), m_place);
    m_form->addRow(m_said);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    m_buttons->button(QDialogButtonBox::Save)->setProperty("primary", true);
    for (auto* button : m_buttons->buttons())
        button->setIcon({}); // no other button of the window has one
    connect(m_buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
    m_form->addRow(m_buttons);
    m_file->setFocus();
}

void ExportDialog::tieFormat(QComboBox& format, QStringList suffixes)
{
    m_suffixes = std::move(suffixes);
    connect(&format, &QComboBox::currentIndexChanged, this, [this](int chosen) {
        if (const auto named = formatOfName(); named && *named != chosen)
            setFile(file().chopped(QFileInfo(file()).suffix().size()) + m_suffixes[chosen]);
    });
    connect(this, &ExportDialog::fileChanged, &format, [this, &format] {
        if (const auto named = formatOfName())
            format.setCurrentIndex(*named);
    });
}

std::optional<int> ExportDialog::formatOfName() const
{
    const auto at = m_suffixes.indexOf(QFileInfo(file()).suffix().toLower());
    return at < 0 ? std::nullopt : std::optional(static_cast<int>(at));
}

void ExportDialog::browse(const QString& filter)
{
    const QString chosen = QFileDialog::getSaveFileName(this, windowTitle(), file(), filter);
    if (chosen.isEmpty())
        return;
    setFile(chosen);
    m_mayReplace = chosen; // the file dialog has asked
}

void ExportDialog::accept()
{
    if (file().isEmpty())
        return say(tr("Name a file to write to."), true);
    const QFileInfo target(file());
    if (target.isDir())
        return say(tr("%1 is a folder: name a file in it.").arg(file()), true);
    if (target.exists() && m_mayReplace != file()) {
        m_mayReplace = file();
        return say(
            tr("%1 is there already. Save again to replace it.").arg(target.fileName()), false);
    }
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(false);
    say(tr("Writing…"), false);
    write([self = QPointer<ExportDialog>(this)](const Result<void>& written) {
        if (self)
            self->finish(written);
    });
}

void ExportDialog::finish(const Result<void>& written)
{
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(true);
    if (written)
        return QDialog::accept();
    QString sentence = text(written.error().message);
    if (!sentence.isEmpty())
        sentence[0] = sentence[0].toUpper();
    say(sentence, true);
}

void ExportDialog::say(const QString& sentence, bool isProblem)
{
    m_said->setText(sentence);
    setFlag(*m_said, "bad", isProblem);
    setFlag(*m_said, "soft", !isProblem);
    m_said->show();
}

} // namespace autokernel::ui
