using Foyer.Invitations.Letters;

namespace Foyer.Invitations;

/// <summary>How guests come in and go: CSV, plan, batch, resend, revoke, redeem, removal.</summary>
internal static class InvitationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddInvitations() => services.AddLetters()
            .AddScoped<FindOffer>().AddScoped<InviterStillMay>().AddScoped<FindRedemption>().AddScoped<FindRecipient>()
            .AddScoped<RedeemInvitation>().AddScoped<SignUp>().AddScoped<ProveMailbox>().AddScoped<AnswerInvitation>().AddScoped<TellInviter>()
            .AddScoped<RedeemPages>().AddScoped<LinkEndpoints>().AddScoped<StepEndpoints>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapInvitations()
        {
            var redeem = routes.MapGroup("/redeem").AllowAnonymous(); // who holds the link, or comes back on their way
            LinkEndpoints.Map(redeem);
            StepEndpoints.Map(redeem);
        }
    }
}
