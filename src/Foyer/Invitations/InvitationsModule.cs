using Foyer.Invitations.Letters;
using Foyer.Jobs;

namespace Foyer.Invitations;

/// <summary>How guests come in and go: CSV, plan, batch, resend, revoke, redeem, removal.</summary>
internal static class InvitationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddInvitations() => services.AddLetters().AddBatches().AddRedemption()
            // after the invitation: sent again, taken back, handed over, ended
            .AddScoped<ResendInvitation>().AddScoped<RevokeInvitation>().AddScoped<CopyInvitationLink>()
            .AddScoped<TakeGuestOut>().AddScoped<RemoveGuest>().AddScoped<LeaveOrganisation>().AddScoped<RestoreGuest>().AddScoped<PurgeUser>()
            .AddScoped<InviteOne>().AddScoped<PendingMails>().AddScoped<InvitationTerms>();

        private IServiceCollection AddBatches() => services
            .AddScoped<LookUpFacts>().AddScoped<InviteGuests>()
            .AddScoped<PlanBatch>().AddScoped<UploadBatch>().AddScoped<UndoBatch>().AddScoped<ControlBatch>().AddScoped<ReadBatch>()
            .AddSingleton<WorkSignal<InvitationBatch>>().AddSingleton<RunBatch>().AddHostedService<RunBatches>();

        private IServiceCollection AddRedemption() => services
            .AddScoped<FindOffer>().AddScoped<InviterStillMay>().AddScoped<FindRedemption>().AddScoped<FindRecipient>()
            .AddScoped<RedeemInvitation>().AddScoped<SignUp>().AddScoped<ProveMailbox>().AddScoped<AnswerInvitation>().AddScoped<TellInviter>()
            .AddScoped<RedeemPages>().AddScoped<LinkEndpoints>().AddScoped<StepEndpoints>();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapInvitations()
        {
            routes.MapBatches();
            var redeem = routes.MapGroup("/redeem").AllowAnonymous(); // who holds the link, or comes back on their way
            LinkEndpoints.Map(redeem);
            StepEndpoints.Map(redeem);
        }
    }
}
