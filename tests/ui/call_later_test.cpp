// SPDX-License-Identifier: GPL-3.0-or-later
// Between two ends of a bus of this process alone.
#include "ui/desktop/call_later.h"

#include <gtest/gtest.h>

#include <QDBusServer>
#include <QDBusVirtualObject>
#include <QTest>
#include <memory>
#include <optional>

namespace autokernel::ui {
namespace {

// Answers when it is told to.
class Service final : public QDBusVirtualObject
{
public:
    QString introspect(const QString&) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& connection) override
    {
        m_asked = message;
        m_bus.emplace(connection);
        return true;
    }
    bool isAsked() const { return m_bus.has_value(); }
    void reply(uint cookie) { m_bus->send(m_asked.createReply(cookie)); }

private:
    QDBusMessage m_asked;
    std::optional<QDBusConnection> m_bus;
};

class CallLater : public testing::Test
{
protected:
    CallLater()
    {
        QObject::connect(
            &m_server, &QDBusServer::newConnection, &m_server, [this](QDBusConnection connection) {
                connection.registerVirtualObject("/", &m_service);
                m_isServed = true;
            });
        m_client = QDBusConnection::connectToPeer(m_server.address(), "call-later-test");
    }
    ~CallLater() override { QDBusConnection::disconnectFromPeer("call-later-test"); }

    void ask()
    {
        ASSERT_TRUE(m_client.isConnected()) << m_client.lastError().message().toStdString();
        ASSERT_TRUE(QTest::qWaitFor([&] { return m_isServed; }));
        callLater(
            *m_owner, m_client,
            QDBusMessage::createMethodCall({}, "/", "org.autokernel.Test", "Inhibit"),
            [this](const QList<QVariant>& reply) { m_answer = reply; },
            [this](const QList<QVariant>& reply) { m_late = reply; });
        ASSERT_TRUE(QTest::qWaitFor([&] { return m_service.isAsked(); }));
    }

    Service m_service;
    QDBusServer m_server {"unix:tmpdir=/tmp"};
    QDBusConnection m_client {"none"};
    bool m_isServed = false;
    std::unique_ptr<QObject> m_owner = std::make_unique<QObject>();
    std::optional<QList<QVariant>> m_answer;
    std::optional<QList<QVariant>> m_late;
};

TEST_F(CallLater, theOwnerGetsTheAnswer)
{
    ASSERT_NO_FATAL_FAILURE(ask());
    m_service.reply(7);
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_answer.has_value(); }));
    EXPECT_EQ(m_answer->value(0).toUInt(), 7U);
    EXPECT_FALSE(m_late);
}

TEST_F(CallLater, anOwnerThatIsGoneGetsNoneAndWhatWasGrantedCanBeGivenBack)
{
    ASSERT_NO_FATAL_FAILURE(ask());
    m_owner.reset();
    m_service.reply(7);
    ASSERT_TRUE(QTest::qWaitFor([&] { return m_late.has_value(); }));
    EXPECT_EQ(m_late->value(0).toUInt(), 7U);
    EXPECT_FALSE(m_answer);
}

TEST_F(CallLater, withoutABusTheAnswerIsNoneAndComesAtOnce)
{
    callLater(*m_owner, QDBusConnection("none"), {},
        [this](const QList<QVariant>& reply) { m_answer = reply; });
    ASSERT_TRUE(m_answer);
    EXPECT_TRUE(m_answer->isEmpty());
}

} // namespace
} // namespace autokernel::ui
