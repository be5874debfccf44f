namespace Foyer.Mail;

/// <summary>Sends what operations have queued, over SMTP or into files. Knows templates by name only, never what they are about.</summary>
internal static class MailModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddMail() => services.AddScoped<QueueMail>().AddSingleton<Foyer.Jobs.WorkSignal<OutgoingMail>>();
    }
}
