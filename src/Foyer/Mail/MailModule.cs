using Foyer.Jobs;

namespace Foyer.Mail;

/// <summary>Sends what operations have queued, over SMTP or into files. Knows templates by name only, never what they are about.</summary>
internal static class MailModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMail() => services
            .AddScoped<QueueMail>().AddScoped<ReadOutbox>().AddScoped<RetryMail>()
            .AddSingleton<WorkSignal<OutgoingMail>>().AddSingleton<MailTemplates>().AddSingleton<MailPayloads>()
            .AddSingleton<MailTurn>().AddSingleton<HeldMails>().AddSingleton<MailWays>().AddSingleton<RenderMail>().AddSingleton<RecordDelivery>()
            .AddHostedService<SendMail>();
    }
}
