using Foyer.Mail;
using Foyer.Web;

namespace Foyer.Invitations.Letters;

/// <summary>The mails about invitations: what they say and how they look. Sending them is Mail's work.</summary>
internal static class LettersModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddLetters()
        {
            services.AddScoped<ReadLetters>().AddScoped<PreviewInvitation>();
            services.AddSingleton<IMailTemplate, InvitationMail>().AddSingleton<IMailTemplate, CodeMail>();
            services.AddSingleton<IMailTemplate>(provider => new InvitationMail(provider.GetRequiredService<FoyerOptions>(), PendingMails.Copy));
            foreach (var kind in NoticeMail.Kinds) services.AddSingleton<IMailTemplate>(provider => new NoticeMail(kind, provider.GetRequiredService<FoyerOptions>()));
            return services;
        }
    }
}
